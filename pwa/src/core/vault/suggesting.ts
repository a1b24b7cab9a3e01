/** A passphrase out of chance: syllables that every Chinese keyboard types in one go. */

/** 256 of them, so that a byte chooses one without leaning to any. */
export const SYLLABLES = (
  'ai an ao ba bai ban bang bao bei ben biao bie bin bing bo bu cai can cang cao ce chang chao che ' +
  'chen cheng chi chong chou chu chuan chuang chun ci cong cu cui cun da dai dan dang dao de deng di ' +
  'dian diao ding dong dou du duan dui dun duo e en er fa fan fang fei fen feng fo fu gai gan gang ' +
  'gao ge gen geng gong gou gu gua guan guang gui gun guo hai han hang hao he hei hen heng hong hou ' +
  'hu hua huai huan huang hui hun huo ji jia jian jiang jiao jie jin jing jiu ju juan jue jun kai ' +
  'kan kang kao ke ken kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei leng ' +
  'li lian liang liao lie lin ling liu long lou lu luan lun luo ma mai man mang mao mei men meng mi ' +
  'mian miao ming mo mou mu na nai nan nao nei neng ni nian niang niao ning niu nong nu nuan ou pa ' +
  'pai pan pang pao pei pen peng pi pian piao pin ping po pu qi qia qian qiang qiao qie qin qing qiu ' +
  'qu quan que qun ran rang rao re ren ri rong rou ru ruan rui run ruo sai san sang sao se sen sha ' +
  'shai shan shang shao she shen sheng shi shou shu shuai shuang shui shun shuo si song ' +
  'sou su suan sui sun suo ta tai'
).split(' ')

/** 6 × 8 bits: 2^48 guesses. */
const LENGTH = 6

/** Suggest one, as `wen-tao-ling-bai-gu-xiao`. */
export function suggested(): string {
  const drawn = crypto.getRandomValues(new Uint8Array(LENGTH))
  return Array.from(drawn, (byte) => SYLLABLES[byte % SYLLABLES.length] ?? '').join('-')
}
