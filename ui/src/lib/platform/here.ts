/** Words that are tried first in Morocco: towns, names, clubs, ways to say "password". With the common list they are what a meter must know. */

const WORDS = `
casablanca rabat fes meknes marrakech tanger tetouan agadir oujda kenitra temara sale safi mohammedia eljadida nador settat khouribga
benimellal taza berrechid essaouira larache ouarzazate dakhla laayoune errachidia ifrane chefchaouen
maroc morocco maghrib almaghrib atlas sahara wydad raja asfar botola
mohamed mohammed ahmed youssef yassine hamza omar ali hassan hicham rachid said khalid mehdi amine anas ayoub ilyas zakaria
fatima khadija aicha naima zineb salma imane hajar sara maryam meryem nadia souad latifa hanane houda karima samira
bonjour soleil motdepasse password azerty azertyuiop qwerty bismillah inchallah hamdoullah allah habibi hbiba maman papa famille
travail salaire retraite damane daman
`;

export const here: string[] = WORDS.trim().split(/\s+/);
