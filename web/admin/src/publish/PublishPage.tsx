import { Group, Stack } from "@mantine/core";
import { useClass } from "../classes/useClass";
import { BuildPanel } from "./BuildPanel";
import { ChannelCard } from "./ChannelCard";
import { CHANNELS, useReleases } from "./releases";

/** Build the class, see what it would change, and bring it to devices. */
export function PublishPage() {
  const { slug } = useClass();
  const releases = useReleases(slug).data?.items ?? [];
  return (
    <Stack>
      <BuildPanel />
      <Group align="stretch">
        {CHANNELS.map((channel) => (
          <ChannelCard
            key={channel}
            channel={channel}
            releases={releases.filter((release) => release.channel === channel)}
          />
        ))}
      </Group>
    </Stack>
  );
}
