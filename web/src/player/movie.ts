/** A review movie taken apart by Mediabunny: its packets in decoding order, each with the row of the table it becomes. */

import { EncodedPacketSink, type EncodedPacket, Input, type InputAudioTrack, MATROSKA, MP4, QTFF, UrlSource, WEBM } from "mediabunny";

import type { FrameTable } from "./table";
import { Trouble } from "./trouble";

export interface Movie {
  readonly config: VideoDecoderConfig;
  /** Row of the table by place in decoding order. */
  readonly rowAt: Int32Array;
  /** Place in decoding order by row. */
  readonly placeOf: Int32Array;
  /** The place of the key packet that a place hangs on. */
  readonly keyOf: Int32Array;
  readonly sound: InputAudioTrack | null;
  /** A packet as decoders take it: at once where it was read already, a promise where it has to be fetched. */
  chunk(place: number): EncodedVideoChunk | Promise<EncodedVideoChunk>;
  close(): void;
}

/** Bytes of packets that are read ahead and kept: a review clip is a few MB, so a seek in one waits for no server. */
const KEPT = 96 * 1024 * 1024;

async function present(url: string, name: string): Promise<void> {
  const asked = await fetch(url, { headers: { Range: "bytes=0-0" } }).catch(() => null);
  void asked?.body?.cancel();
  if (!asked) throw new Trouble(`The movie of ${name} can't be reached. See whether rushes review still runs, and load the page again.`);
  if (!asked.ok) throw new Trouble(`The movie of ${name} is missing (${asked.status} from ${url}). Make the take again, or look whether its folder was moved.`);
}

function matched(packets: readonly EncodedPacket[], table: FrameTable, name: string): Pick<Movie, "rowAt" | "placeOf" | "keyOf"> {
  const disagree = (how: string): Trouble =>
    new Trouble(`The movie of ${name} and its frame table disagree: ${how}. No frame is shown, since none could be named for sure. Make the take's review clip again.`);
  if (packets.length !== table.rows.length) throw disagree(`the movie holds ${packets.length} frames, the table names ${table.rows.length}`);
  const rowAt = new Int32Array(packets.length);
  const placeOf = new Int32Array(packets.length).fill(-1);
  const keyOf = new Int32Array(packets.length);
  packets.forEach((packet, place) => {
    const row = table.rowAt(packet.timestamp);
    if (row < 0) throw disagree(`the movie shows a frame at ${packet.timestamp.toFixed(6)} s, where the table has none`);
    if (placeOf[row] !== -1) throw disagree(`the movie shows frame ${table.at(row).frame} twice`);
    rowAt[place] = row;
    placeOf[row] = place;
    keyOf[place] = packet.type === "key" ? place : (keyOf[place - 1] ?? 0);
  });
  return { rowAt, placeOf, keyOf };
}

/** Above so many pixels a decoder of the graphics processor is worth its slower start and its longer way back. */
const SMALL = 1920 * 1088;

/** Return how a decoder is best asked to decode, null when this browser hasn't got one that can. */
async function decodable(told: VideoDecoderConfig): Promise<VideoDecoderConfig | null> {
  const plain: VideoDecoderConfig = { ...told, optimizeForLatency: true };
  const small = (told.codedWidth ?? Infinity) * (told.codedHeight ?? Infinity) <= SMALL;
  const ways: VideoDecoderConfig[] = small ? [{ ...plain, hardwareAcceleration: "prefer-software" }, plain] : [plain];
  for (const way of ways) if ((await VideoDecoder.isConfigSupported(way).catch(() => null))?.supported) return way;
  return null;
}

async function read(sink: EncodedPacketSink, known: EncodedPacket, name: string): Promise<EncodedVideoChunk> {
  const packet = await sink.getPacket(known.timestamp);
  if (!packet || packet.sequenceNumber !== known.sequenceNumber) throw new Trouble(`The movie of ${name} changed while it was played. Load the page again.`);
  return packet.toEncodedVideoChunk();
}

/** Read the movie's packets in order and keep them. What can't be read now is asked for, and complained of, when it is wanted. */
async function readAhead(sink: EncodedPacketSink, packets: readonly EncodedPacket[], kept: EncodedVideoChunk[], open: () => boolean): Promise<void> {
  let bytes = 0;
  try {
    for await (const packet of sink.packets()) {
      bytes += packet.byteLength;
      if (!open() || bytes > KEPT || packet.sequenceNumber !== packets[kept.length]?.sequenceNumber) return;
      kept.push(packet.toEncodedVideoChunk());
    }
  } catch {
    return;
  }
}

/**
 * Open a movie and match it with its table.
 *
 * Throws Trouble when it is missing, isn't decodable here, or holds other frames than the table names.
 */
export async function openMovie(url: string, table: FrameTable, name: string): Promise<Movie> {
  await present(url, name);
  const input = new Input({ source: new UrlSource(url, { getRetryDelay: () => null }), formats: [MP4, QTFF, MATROSKA, WEBM] });
  try {
    const track = await input.getPrimaryVideoTrack().catch(() => null);
    if (!track) throw new Trouble(`The movie of ${name} can't be read as one. Make the take's review clip again.`);
    const told = await track.getDecoderConfig();
    const config = told && (await decodable(told));
    if (!config) {
      const codec = told?.codec ?? (await track.getCodec()) ?? "an unknown codec";
      throw new Trouble(`This browser can't decode the movie of ${name} (${codec}). Use a Chrome, Edge, Firefox or Safari with H.264, or make a review clip in H.264.`);
    }
    const sink = new EncodedPacketSink(track);
    const packets: EncodedPacket[] = [];
    for await (const packet of sink.packets(undefined, undefined, { metadataOnly: true })) packets.push(packet);
    const found = { config, ...matched(packets, table, name), sound: await input.getPrimaryAudioTrack() };
    const kept: EncodedVideoChunk[] = [];
    let open = true;
    void readAhead(sink, packets, kept, () => open);
    return {
      ...found,
      chunk: (place) => kept[place] ?? read(sink, packets[place] as EncodedPacket, name),
      close: () => ((open = false), input.dispose()),
    };
  } catch (error) {
    input.dispose();
    throw error;
  }
}
