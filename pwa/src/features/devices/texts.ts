import { learn, type Texts } from '@/core/texts'

/** The Chinese words come with the page of the desk. */
const chinese = import.meta.glob<Texts>('./locales/zh-CN.json', { eager: true, import: 'default' })
for (const words of Object.values(chinese)) learn('zh-CN', { devices: words })
