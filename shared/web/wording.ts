// Sizes, counts and times as the pages write them.

export function showSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  for (const [unit, size] of [["KiB", 1024], ["MiB", 1024 ** 2]] as const) {
    if (bytes < size * 1024) return `${trim(bytes / size)} ${unit}`;
  }
  return `${trim(bytes / 1024 ** 3)} GiB`;
}

function trim(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, "");
}

// 12 345: groups of three with a narrow space, the same in every place.
export function showCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

export function counted(count: number, one: string, many: string): string {
  return `${showCount(count)} ${count === 1 ? one : many}`;
}

const two = (value: number): string => String(value).padStart(2, "0");

// The time of day where the person is; with the date when it is not today. `received` is RFC 3339.
export function showTime(received: string, now: Date = new Date()): string {
  const time = new Date(received);
  if (Number.isNaN(time.getTime())) return received;
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`;
  return time.toDateString() === now.toDateString() ? clock : `${showDate(time)} ${clock}`;
}

export function showDate(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}
