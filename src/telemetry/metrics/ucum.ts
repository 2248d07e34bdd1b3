const quantities: ReadonlyMap<string, string> = new Map(
  Object.entries({
    Seconds: 's',
    Milliseconds: 'ms',
    Microseconds: 'us',
    Bytes: 'By',
    Kilobytes: 'kBy',
    Megabytes: 'MBy',
    Gigabytes: 'GBy',
    Terabytes: 'TBy',
    Bits: 'bit',
    Kilobits: 'kbit',
    Megabits: 'Mbit',
    Gigabits: 'Gbit',
    Terabits: 'Tbit',
    Percent: '%',
    Count: '{count}',
    None: '',
  }),
);

/** The UCUM unit, which OpenTelemetry's backends expect, of a CloudWatch unit such as `Milliseconds` or `Bytes/Second`. */
export function ucumOf(cloudWatchUnit: string): string {
  const [quantity = '', per] = cloudWatchUnit.split('/');
  const unit = quantities.get(quantity) ?? cloudWatchUnit;
  return per === undefined ? unit : `${unit}/s`;
}
