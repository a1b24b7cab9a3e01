/** Guess trades from what a business is registered to do: a suggestion, never an answer. */
import type { Pack } from '@/rules/packs'
import { subjectsOf, type Subject } from './answer-words'

const MOST = 4
/** Only what is made or done there counts; selling alone is no project. */
const MAKES = /生产|加工|制造|产销|制作|养殖|屠宰|酿造|维修|修理|医疗|诊疗|回收|仓储/
const PARTS = /[；;。]/
const SELLS = /(^|[、，,])(销售|批发|零售|网上销售)[：:].*$/
const LABEL_PARTS = /[、，（）及和的其他]/
/** What scopes of business call what the catalogue calls otherwise: a word, an item's code. */
const SAID_OTHERWISE: readonly (readonly [RegExp, string])[] = [
  [/五金/, '331'],
  [/塑胶|塑料/, '292'],
  [/橡胶|硅胶/, '291'],
  [/模具|机械设备|自动化设备/, '352'],
  [/电子(产品|元件|元器件|配件|材料)|线路板|电路板/, '398'],
  [/手机|通讯|音响|耳机/, '392'],
  [/鞋/, '195'],
  [/服装|服饰|制衣/, '181'],
  [/手袋|皮具|皮革|箱包/, '192'],
  [/针织|毛织|纺织|布料|织造/, '171'],
  [/家具|家私|沙发/, '211'],
  [/木制|木器|木业/, '203'],
  [/纸箱|纸盒|纸制品|包装制品/, '223'],
  [/印刷/, '231'],
  [/玩具/, '245'],
  [/灯饰|灯具|照明|电线|电池|电源|电器/, '387'],
  [/玻璃/, '305'],
  [/陶瓷/, '307'],
  [/涂料|油墨|胶粘剂|油漆/, '264'],
  [/食品|糕点|糖果/, '143'],
  [/饮料|饮用水/, '152'],
  [/化妆品|洗涤/, '268'],
  [/医疗器械/, '358'],
  [/诊所|门诊|医院/, '842'],
]

/** Subjects of the catalogue that a scope of business speaks of, the most likely first. */
export function guessedSubjects(pack: Pack, scope: string): readonly Subject[] {
  const made = scope
    .split(PARTS)
    .map((part) => part.replace(SELLS, ''))
    .filter((part) => MAKES.test(part))
    .join('；')
  const otherwise = SAID_OTHERWISE.filter(([word]) => word.test(made)).map(([, code]) => code)
  const scored = subjectsOf(pack).map((subject) => ({
    subject,
    score: scoreOf(subject, made, otherwise),
  }))
  return scored
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score || one.subject.item - other.subject.item)
    .slice(0, MOST)
    .map(({ subject }) => subject)
}

function scoreOf({ label, codes }: Subject, made: string, otherwise: readonly string[]): number {
  const named = label.split(LABEL_PARTS).filter((word) => word.length > 1 && made.includes(word))
  const meant = otherwise.filter((code) => codes.some((own) => own.startsWith(code)))
  return named.length * 2 + meant.length
}
