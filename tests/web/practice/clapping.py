"""Somebody who claps before a page's camera, a known while after each click that the page plays: the hands of
a real person, which come together and part again.
"""

import base64
import json
import subprocess
from pathlib import Path

import imageio_ffmpeg

SAMPLE = Path(__file__).parents[3] / "samples/escape/take.mp4"
#: Of the sample's take: hands that meet, until they are apart.
MET, APART = 191, 199
#: Lies on the page before its own scripts. `heardMs`: when a click is heard, on the page's clock, by what the
#: sound says of itself now; `claps.afterS`: how long after each click hands meet. Before it they are apart.
SCRIPT = """
window.clicks = [];
const startOscillator = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (when) {
  clicks.push({context: this.context, when});
  return startOscillator.call(this, when);
};
const lateS = (context) => context.outputLatency || context.baseLatency;
window.heardMs = ({context, when}) =>
  performance.now() + 1000 * (when - context.currentTime + lateS(context));
window.claps = {afterS: 0};
const PICTURES = %s.map((jpeg) => Object.assign(new Image(), {src: `data:image/jpeg;base64,${jpeg}`}));
/** Which picture is to be seen now: hands meet in the first. */
const numberNow = () => {
  const [first, second] = clicks.slice(-20);
  if (!second) return PICTURES.length - 1;
  const {context} = first;
  const periodS = second.when - first.when;
  const sinceS = context.currentTime - lateS(context) - first.when - claps.afterS;
  const apart = Math.abs(sinceS / periodS - Math.round(sinceS / periodS)) * 2;
  return Math.min(Math.floor(apart * PICTURES.length), PICTURES.length - 1);
};
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 480, height: 640});
  const pen = canvas.getContext("2d");
  const stream = canvas.captureStream();
  setInterval(() => {
    const picture = PICTURES[numberNow()];
    const tall = 640;
    const wide = tall * picture.naturalWidth / picture.naturalHeight;
    pen.drawImage(picture, (480 - wide) / 2, 0, wide, tall);
  }, 20);
  return stream;
};
"""


def clapping() -> str:
    """The script, with its pictures."""
    tool = imageio_ffmpeg.get_ffmpeg_exe()
    cut = f"select='between(n,{MET},{APART})',scale=-2:480"
    command = [tool, "-v", "error", "-i", str(SAMPLE), "-vf", cut, "-fps_mode", "passthrough"]
    shown = subprocess.run(
        [*command, "-f", "mjpeg", "-q:v", "4", "-"], check=True, capture_output=True
    ).stdout
    pictures = [b"\xff\xd8" + each for each in shown.split(b"\xff\xd8")[1:]]
    return SCRIPT % json.dumps([base64.b64encode(picture).decode() for picture in pictures])
