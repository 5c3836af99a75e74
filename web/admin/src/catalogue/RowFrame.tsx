import { Alert, Anchor, Grid, Stack, Title } from "@mantine/core";
import { IconChevronLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { useSentence } from "../app/useSentence";

type Props = Readonly<{
  back: Readonly<{ to: string; label: string }>;
  title: string;
  main: ReactNode;
  side: ReactNode;
}>;

/** The page of one row: what people edit, and beside it its files and who uses it. */
export function RowFrame({ back, title, main, side }: Props) {
  return (
    <Stack maw="64rem" mx="auto">
      <Anchor
        component={Link}
        to={back.to}
        size="sm"
        w="fit-content"
        style={{ display: "inline-flex", alignItems: "center" }}
      >
        <IconChevronLeft size={16} aria-hidden />
        {back.label}
      </Anchor>
      <Title order={1} size="h2">
        {title}
      </Title>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 7 }}>{main}</Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Stack>{side}</Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  );
}

/** Why the row cannot be shown. */
export function RowMissing({ error }: Readonly<{ error: Error }>) {
  const sentence = useSentence();
  return (
    <Alert color="red" role="alert" maw="40rem">
      {sentence(error)}
    </Alert>
  );
}
