/**
 * A moment of Debian's archive as snapshot.debian.org writes it, `20240115T000000Z`, of that or of a day
 * (`2024-01-15`); null if the text is neither, or the calendar has no such moment.
 */
export function snapshotTime(text: string): string | null {
  const day = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  const moment = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const [year, month, date, hour = '00', minute = '00', second = '00'] = (day ?? moment)?.slice(1) ?? [];
  if (year === undefined) return null;
  const iso = `${year}-${month}-${date}T${hour}:${minute}:${second}.000Z`;
  const time = new Date(iso);
  // A 30th of February becomes the 1st of March.
  if (Number.isNaN(time.getTime()) || time.toISOString() !== iso) return null;
  return iso.replace(/[-:]|\.\d+/g, '');
}
