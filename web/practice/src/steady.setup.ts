/** The same random cases in every run: a red build then says that the code has changed, not the dice. */
import fc from "fast-check";

fc.configureGlobal({ seed: 8 });
