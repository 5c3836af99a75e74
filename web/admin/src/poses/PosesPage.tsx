import { Text } from "@mantine/core";
import { useClass } from "../classes/useClass";

/** Where the class stands. */
export function PosesPage() {
  const { row } = useClass();
  return <Text>{row.sentence}</Text>;
}
