// Beside the practice app in a browser without a fake camera that shows a clip: a camera of its own, whose pictures
// count themselves, and what goes wrong in the pages. A camera is a real track, of a canvas.
{
  const faults = JSON.parse(sessionStorage.faults ?? "[]");
  const blame = (fault) => {
    faults.push(fault);
    sessionStorage.faults = JSON.stringify(faults);
  };
  addEventListener("error", ({ message }) => message && blame(message));
  addEventListener("unhandledrejection", ({ reason }) => blame(`${reason} ${reason?.stack}`));
  addEventListener("securitypolicyviolation", ({ blockedURI }) => blame(`refused: ${blockedURI}`));
  window.looked = { faults, seen: [], ticks: [] };
}
{
  const [WIDTH, HEIGHT, BITS, RATE_HZ] = [640, 480, 12, 30];
  const pageMs = () => performance.timeOrigin + performance.now();
  const clip = document.createElement("video");
  const canvas = document.createElement("canvas");
  let number = 0;
  // A browser may refuse for a moment, or pause what nobody sees.
  const play = () => clip.paused && clip.play().catch(() => undefined);
  const draw = (pen) => {
    play();
    number = (number + 1) % 2 ** BITS;
    pen.drawImage(clip, 0, 0, WIDTH, HEIGHT);
    const square = HEIGHT / 15;
    for (let bit = 0; bit < BITS; bit++) {
      pen.fillStyle = (number >> bit) & 1 ? "#fff" : "#000";
      pen.fillRect(bit * square, 0, square, square);
    }
    looked.seen.push([number, pageMs()]);
  };
  const begin = async () => {
    Object.assign(clip, { muted: true, loop: true, playsInline: true, src: "/practice/clip.mp4" });
    Object.assign(canvas, { width: WIDTH, height: HEIGHT });
    await play();
    const pen = canvas.getContext("2d");
    setInterval(() => draw(pen), 1000 / RATE_HZ);
  };
  let begun = null;
  navigator.mediaDevices.getUserMedia = async () => {
    begun ??= begin();
    await begun;
    return canvas.captureStream(RATE_HZ);
  };
  // Who dances begins with the class.
  addEventListener(
    "play",
    ({ target }) => {
      if (begun && target.src && !target.muted) clip.currentTime = target.currentTime;
    },
    true,
  );
  // Some players tell their second but once a picture: only as it changes it is of now.
  let told = -1;
  setInterval(() => {
    const video = location.pathname.endsWith("/dance") && document.querySelector("video[src]");
    if (!video) return;
    const second = video.paused || video.seeking ? -1 : video.currentTime;
    if (second === -1 || second !== told) looked.ticks.push([pageMs(), second]);
    told = second;
  }, 5);
}
