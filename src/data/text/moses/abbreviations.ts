/**
 * Languages whose rules for apostrophes, quotation marks and abbreviations are known. Others are taken as German is.
 */
export type MosesLanguage = "en" | "de" | "fr";

/** Words after which a full stop does not end a sentence. */
interface Abbreviations {
  readonly always: ReadonlySet<string>;
  /** Only before a number, as in "No. 5". */
  readonly beforeNumbers: ReadonlySet<string>;
}

const words = (text: string): readonly string[] => text.split(" ");
const initials = words("A B C D E F G H I J K L M N O P Q R S T U V W X Y Z");
const romans = words("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XVII XVIII XIX XX");
const months = "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Okt Nov Dec Dez";

/** Our own lists of common ones; Moses has longer ones. In lower-cased texts, next to none of them matters. */
export const abbreviations: Readonly<Record<MosesLanguage, Abbreviations>> = {
  en: {
    always: new Set([
      ...initials,
      ...words(
        "Mr Mrs Ms Dr Drs Prof St Sr Jr Messrs Mme Mlle Rev Fr Hon Pres Gov Sen Rep Capt Cpt Col Gen Lt Maj Sgt Cpl",
      ),
      ...words(
        "Adm Cmdr Supt Insp Bros Co Corp Inc Ltd Univ Dept Ave Blvd Rd Mt Ft vs v etc approx e.g i.e cf Esq Ph.D",
      ),
      ...words(months),
    ]),
    beforeNumbers: new Set(words("No Nos Nr Art Vol Fig pp p")),
  },
  de: {
    always: new Set([
      ...initials,
      ...initials.map((letter) => letter.toLowerCase()), // no German word is one letter
      ...romans,
      ...Array.from({ length: 99 }, (_, i) => String(i + 1)), // the numbers of days and kings: "am 3. Oktober"
      ...words(
        "Dr Prof Hr Fr Frl Dipl Ing Hrn Nr St Str Mio Mrd Bd Abb Abs Art Kap Tab bzw bspw ca dgl evtl geb gest ggf",
      ),
      ...words("inkl max min sog usw vgl z.B d.h u.a etc zzgl exkl Tel gegr Jh Jhd Stk Std Min Sek"),
      ...words(months),
    ]),
    beforeNumbers: new Set(words("No S")),
  },
  fr: {
    always: new Set([
      ...initials,
      ...initials.map((letter) => letter.toLowerCase()),
      ...romans,
      ...words("MM Mme Mmes Mlle Mlles Mgr Dr Drs Pr St Ste Sts Stes Me art av bd boul cf chap env etc ex fig hab éd"),
      ...words("p.ex c.-à-d apr J.-C janv févr avr juil sept oct nov déc vol tél"),
    ]),
    beforeNumbers: new Set(words("No no nos pp p")),
  },
};
