import { Grid } from "@mantine/core";
import { AboutForm } from "./AboutForm";
import { Files } from "./Files";

/** What a class is: what people edit of it, and its files. */
export function Overview() {
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <AboutForm />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Files />
      </Grid.Col>
    </Grid>
  );
}
