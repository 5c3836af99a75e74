/** From the song clock to the video clock: `song_s = offset_s + rate * video_s`. */

export type Alignment = { readonly offsetS: number; readonly rate: number };

export function toVideoS(alignment: Alignment, songS: number): number {
  return (songS - alignment.offsetS) / alignment.rate;
}
