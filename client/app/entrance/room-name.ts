/**
 * Names for new rooms: nobody guesses one, and everybody can say it over the telephone.
 */
const consonants = 'bdfgklmnprstvz';
const vowels = 'aeiou';

/** Three words of three syllables: 70^9 names, 55 bits. The link is the only key to a room. */
export function newRoomName(): string {
  const dice = crypto.getRandomValues(new Uint16Array(18));
  const letters = dice.map((roll, place) => {
    const among = place % 2 === 0 ? consonants : vowels;
    return among.charCodeAt(roll % among.length);
  });
  const word = (from: number) => String.fromCharCode(...letters.subarray(from, from + 6));
  return [word(0), word(6), word(12)].join('-');
}
