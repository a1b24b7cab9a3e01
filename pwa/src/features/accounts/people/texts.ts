import { learn, type Texts } from '@/core/texts'

/** The Chinese words come with the pages of the desk; no phone carries them. */
const chinese = import.meta.glob<Texts>('./locales/zh-CN.json', { eager: true, import: 'default' })
for (const words of Object.values(chinese)) learn('zh-CN', { people: words })
