/** The light beside a camera, where a browser lets a page switch it (Media Capture and Streams, image capture extensions). */

interface WithTorch extends MediaTrackCapabilities {
  torch?: boolean;
}

/** The camera's track, if it has a light. */
export function findLight(stream: MediaStream): MediaStreamTrack | undefined {
  const [track] = stream.getVideoTracks();
  // Some engines know no capabilities at all.
  const can: WithTorch | undefined = track?.getCapabilities?.();
  return can?.torch ? track : undefined;
}

/** Switches it. */
export function setLight(track: MediaStreamTrack, on: boolean): Promise<void> {
  const constraint: MediaTrackConstraintSet & { torch: boolean } = { torch: on };
  return track.applyConstraints({ advanced: [constraint] });
}
