import { Text } from "@mantine/core";
import { useClass } from "./useClass";

/** What a class is: its titles, song, dancer, files. */
export function Overview() {
  const { row } = useClass();
  return <Text>{row.sentence}</Text>;
}
