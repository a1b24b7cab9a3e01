/** One form for all the ways in which people write the same name. */

// What signboards and keyboards of this region write; all other names are simplified already.
const PAIRS =
  '東东廠厂業业電电製制鍍镀機机實实發发華华興兴達达國国際际鳳凤崗岗門门長长龍龙頭头謝谢' +
  '黃黄廈厦橋桥萬万灣湾區区環环紙纸張张紡纺織织針针紗纱線线顏颜飾饰傢家俱俱銅铜鋁铝鐵铁' +
  '鋼钢銀银錫锡鋅锌膠胶樹树藥药醫医療疗養养魚鱼雞鸡豬猪飼饲麵面飯饭館馆廳厅園园場场廣广' +
  '貿贸進进運运輸输車车輪轮維维軟软體体網网絡络訊讯數数碼码儀仪錶表鐘钟燈灯飛飞揚扬聯联' +
  '鄉乡鎮镇縣县農农產产動动務务勞劳辦办學学習习書书會会設设計计師师專专優优質质順顺豐丰' +
  '榮荣貴贵寶宝麗丽藝艺術术雲云陽阳陳陈劉刘鄭郑葉叶鄧邓馮冯盧卢鍾钟蘇苏羅罗潤润濤涛爐炉' +
  '燒烧氣气壓压縮缩圖图畫画絲丝絨绒繡绣綠绿藍蓝紅红創创鴻鸿騰腾駿骏馬马鵬鹏協协昇升億亿' +
  '亞亚歐欧遠远個个爾尔貝贝嶺岭壩坝潔洁錦锦偉伟強强莊庄騏骐驊骅寧宁靜静頓顿鋒锋銘铭鎂镁' +
  '鎳镍鉻铬鉛铅礦矿煉炼煙烟塵尘廢废處处濾滤純纯淨净凈净濕湿滅灭蟲虫檢检測测驗验證证試试' +
  '軸轴彈弹繩绳帶带纜缆閥阀鎖锁鑰钥釘钉鉚铆墊垫鏈链鋸锯鑽钻廂厢櫃柜臺台檯台簾帘籠笼磚砖' +
  '漿浆塗涂層层噴喷鑄铸鍛锻沖冲鈑钣熱热鹽盐鹼碱氫氢蠟蜡筆笔蓋盖標标籤签號号誌志雜杂報报' +
  '導导課课補补輔辅兒儿護护齒齿診诊屍尸殘残鄰邻裡里裏里樓楼棟栋單单雙双貳贰參参兩两歲岁' +
  '齡龄廚厨飲饮賓宾遊游覽览觀观賞赏劇剧戲戏樂乐團团隊队員员賽赛艦舰艙舱貨货倉仓儲储郵邮' +
  '遞递傳传攝摄錄录視视頻频曉晓曬晒鮮鲜凍冻類类糧粮醬酱餅饼乾干點点麥麦穀谷種种噸吨規规' +
  '則则鈕钮釦扣鏡镜鑲镶鐳镭'

const SIMPLER = new Map(
  Array.from({ length: PAIRS.length / 2 }, (_, n) => [
    PAIRS.charAt(2 * n),
    PAIRS.charAt(2 * n + 1),
  ]),
)
const TRADITIONAL = new RegExp(`[${[...SIMPLER.keys()].join('')}]`)
const ALREADY = /^(?:[\u4e00-\u9fff]+|[a-z0-9]*)$/
const NOT_WORD = /[^\p{L}\p{N}]+/gu

/** The text in simplified characters, half-width, in small letters, without spaces or signs. */
export function folded(text: string): string {
  const plain = ALREADY.test(text) ? text : tidied(text)
  return TRADITIONAL.test(plain) ? simplified(plain) : plain
}

function tidied(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(NOT_WORD, '')
}

function simplified(text: string): string {
  return Array.from(text, (letter) => SIMPLER.get(letter) ?? letter).join('')
}
