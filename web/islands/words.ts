/**
 * What islands say, in both languages. The compiler refuses a sentence without its English.
 * `{0}` `{1}` are filled by `say(key, …)`.
 */
const WORDS = {
  live: ["直播", "Live"],
  signedOut: ["登录已结束；点“重试”重新登录", "Your sign-in has ended; “Try again” leads to signing in"],
  connecting: ["连接中", "Connecting"],
  recording: ["录像中", "Recording"],
  lost: ["失联", "Lost"],
  lostFor: ["失联 {0}", "Lost for {0}"],
  lostSince: ["自 {0} 起", "since {0}"],
  stopped: ["已停用", "Out of use"],
  unknown: ["状态不明", "State unknown"],
  noLive: ["您没有这台摄像机的实时查看授权", "You have no leave to watch this camera live"],
  paused: ["已暂停", "Paused"],
  opening: ["正在登记并打开画面…", "Registering and opening the picture…"],
  noConnection: ["与服务器的连接中断，恢复后自动重新打开", "The connection to the server is lost; the picture comes back with it"],
  codecUnsupported: [
    "这个浏览器不能播放 {0} 视频。请使用支持 H.265 的新版 Edge、Chrome 或 Safari，或在摄像机上改为 H.264。录像不受影响。",
    "This browser cannot play {0} video. Use a recent Edge, Chrome or Safari with H.265 support, or set the camera to H.264. Recording goes on.",
  ],
  noMse: [
    "这个浏览器太旧，不能播放视频。请使用新版 Edge、Chrome、Firefox 或 Safari。",
    "This browser is too old to play video. Use a recent Edge, Chrome, Firefox or Safari.",
  ],
  delayed: ["录像中，画面延迟数秒", "Recording; the picture is some seconds behind"],
  passkeyCancelled: ["没有完成：被取消或等待超时，可以再试一次", "Not done: it was cancelled or took too long; try again"],
  passkeyKnown: ["这个设备已经添加过通行密钥", "This device already has a passkey here"],
  passkeyFailed: ["通行密钥没有成功，请再试一次", "The passkey did not work; try again"],
  registered: ["已登记 No.{0}", "Registered as No.{0}"],
  camerasLost: ["{0} 台失联", "{0} lost"],
  showing: ["第 {0}–{1} 台，共 {2} 台", "{0}–{1} of {2}"],
  seconds: ["{0} 秒", "{0} s"],
  minutes: ["{0} 分 {1} 秒", "{0} min {1} s"],
  hours: ["{0} 小时 {1} 分", "{0} h {1} min"],
  days: ["{0} 天 {1} 小时", "{0} d {1} h"],
  gap: ["缺口", "Gap"],
  gapOf: ["缺口：{0}，{1}", "Gap: {0}, {1}"],
  gapJump: ["{0} 没有录像（{1}），已跳到 {2}", "No footage at {0} ({1}); moved to {2}"],
  gapFor: ["{0}，{1}", "{0}, {1}"],
  noneAt: ["{0} 没有录像（{1}）", "No footage at {0} ({1})"],
  noneNear: ["{0} 起的半小时没有录像", "No footage in the half hour from {0}"],
  earliest: ["已到最早的录像", "This is the earliest footage"],
  future: ["还没到这个时间，已转到实时", "That time has not come; showing live"],
  why_camera_lost: ["摄像机失联", "camera lost"],
  why_stalled: ["画面停滞", "picture stalled"],
  why_restart: ["录像程序重启或断电", "restart or power cut"],
  why_clock_step: ["时钟跳变", "clock step"],
  why_disk_full: ["磁盘已满", "disk full"],
  why_operator: ["人工停止", "stopped by a person"],
  why_start: ["尚未开始录像", "not yet recording"],
  why_unknown: ["原因不明", "reason unknown"],
  footage: ["有录像", "Footage"],
  timeline: ["时间轴", "Timeline"],
  playing: ["播放", "Play"],
  playback: ["回放", "Playback"],
  noPicture: ["没有画面", "No picture"],
  pause: ["暂停", "Pause"],
  speed: ["{0} 倍速", "{0}× speed"],
  backwards: ["倒放 {0} 倍", "Backwards {0}×"],
  snapshotDone: ["抓图已登记 No.{0}", "Snapshot registered as No.{0}"],
  liveSilent: ["实时画面不带声音；声音在回放中听", "The live picture has no sound; sound is heard on playback"],
  noSound: ["这段录像没有声音", "This footage has no sound"],
  soundOn: ["打开声音", "Sound on"],
  soundOff: ["关闭声音", "Sound off"],
  loading: ["正在读取录像…", "Reading footage…"],
  marked: ["已选 {0} 至 {1}，共 {2}", "Marked from {0} to {1}, {2}"],
  markedFrom: ["起点 {0}，再标终点", "From {0}; now mark the end"],
  markedTo: ["终点 {0}，再标起点", "To {0}; now mark the beginning"],
  wrongTime: ["时间格式不正确", "That is not a time"],
  open: ["不遮挡", "left open"],
  atEnd: ["已到最新录像，转为实时", "Reached the newest footage; showing live"],
  timelineFailed: ["时间轴读取失败，稍后自动重试", "The timeline could not be read; trying again shortly"],
  zoomIn: ["放大", "Zoom in"],
  zoomOut: ["缩小", "Zoom out"],
  cameraCount: ["{0} 台", "{0} cameras"],
  aboutHere: ["约一公里范围内", "within about a kilometre"],
  mapFailed: ["点位没有读到，移动地图会再试", "The marks could not be read; moving the map tries again"],
  noMap: ["这个浏览器不能显示地图，下面是同样的内容", "This browser cannot show the map; the list below says the same"],
  noPosition: ["没有得到位置：请在地图上点一下，或者只写地址", "No position was given: tap the map, or write the address only"],
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type Word = keyof typeof WORDS;

const english = typeof document !== "undefined" && document.documentElement.lang.startsWith("en");

/** One sentence in the language of the page. */
export function say(word: Word, ...values: readonly (string | number)[]): string {
  return WORDS[word][english ? 1 : 0].replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)] ?? ""));
}

/** Why footage is missing, in words; an unknown reason says that it is unknown. */
export function reason(why: string): string {
  const key = `why_${why}`;
  return key in WORDS ? say(key as Word) : say("why_unknown");
}
