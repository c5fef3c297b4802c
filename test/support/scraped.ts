/** Metrics as a scraper reads them: the text format of Prometheus, as numbers by name and labels. */
export type Scraped = ReadonlyMap<string, number>;

/** Keys are as they stand there, such as `plenum_consumers{kind="audio"}`. */
export function parseMetrics(text: string): Scraped {
  const samples = text.split('\n').filter(line => line !== '' && !line.startsWith('#'));
  return new Map(
    samples.map(line => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}

/** `url`: of the metrics' own web server. */
export async function scrape(url: string): Promise<Scraped> {
  const response = await fetch(`${url}/metrics`);
  if (!response.ok) throw new Error(`the metrics are answered with ${response.status}`);
  return parseMetrics(await response.text());
}
