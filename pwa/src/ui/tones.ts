/** 绿 正常 · 黄 预警 · 红 报警 · 蓝 提示 · 灰 平常. Never shown by colour alone. */
export type Tone = 'ok' | 'warn' | 'alarm' | 'info' | 'quiet'
