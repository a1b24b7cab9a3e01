/** 上门办-救援-陈志远-20261123-1042.dsr; signs that a file's name may not hold are left out. */
export function rescueName(person: string, at: Date): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const day = `${at.getFullYear()}${two(at.getMonth() + 1)}${two(at.getDate())}`
  const name = person.replaceAll(/[\\/:*?"<>|\s]/g, '')
  return `上门办-救援-${name}-${day}-${two(at.getHours())}${two(at.getMinutes())}.dsr`
}
