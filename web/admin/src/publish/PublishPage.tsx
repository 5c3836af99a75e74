import { Group, Stack } from "@mantine/core";
import { Refused } from "../app/Refused";
import { Waiting } from "../app/Waiting";
import { useClass } from "../classes/useClass";
import { BuildPanel } from "./BuildPanel";
import { ChannelCard } from "./ChannelCard";
import { JudgingPanel } from "./JudgingPanel";
import { CHANNELS, useReleases } from "./releases";

/** Build the class, see whether it can be judged and what it would change, and bring it to devices. */
export function PublishPage() {
  const { slug } = useClass();
  const releases = useReleases(slug);
  return (
    <Stack>
      <BuildPanel />
      <JudgingPanel />
      <Refused error={releases.error} />
      {releases.isPending && <Waiting />}
      {releases.data && (
        <Group align="stretch">
          {CHANNELS.map((channel) => (
            <ChannelCard
              key={channel}
              channel={channel}
              releases={releases.data.items.filter((release) => release.channel === channel)}
            />
          ))}
        </Group>
      )}
    </Stack>
  );
}
