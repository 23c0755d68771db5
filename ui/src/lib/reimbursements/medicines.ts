/**
 * Names of active substances to choose from. They are an extract of the WHO Model List of Essential Medicines, 23rd list
 * (July 2023), by international nonproprietary name: no price and no brand is in it, and another name can always be typed.
 */

/** The day of the list. */
export const MEDICINES_OF = '2023-07-26';

const NAMES =
  'acetylsalicylic acid|aciclovir|albendazole|allopurinol|amiloride|amiodarone|amitriptyline|amlodipine|amoxicillin|amoxicillin + clavulanic acid|ampicillin|artemether + lumefantrine|ascorbic acid|atorvastatin|atropine|azathioprine|azithromycin|beclometasone|benzathine benzylpenicillin|benzoyl peroxide|betamethasone|biperiden|bisoprolol|budesonide|budesonide + formoterol|calcium|carbamazepine|carvedilol|cefalexin|cefazolin|cefixime|cefotaxime|ceftriaxone|cetirizine|chloramphenicol|chlorpromazine|ciprofloxacin|citalopram|clarithromycin|clindamycin|clomifene|clopidogrel|clotrimazole|cloxacillin|codeine|colecalciferol|cyclophosphamide|dabigatran|desmopressin|dexamethasone|diazepam|digoxin|dolutegravir|doxycycline|empagliflozin|enalapril|enoxaparin|entecavir|epinephrine|ergocalciferol|erythromycin|escitalopram|ethambutol|ethinylestradiol + levonorgestrel|ferrous salt|fluconazole|fludrocortisone|fluoxetine|folic acid|furosemide|gentamicin|gliclazide|glucagon|glyceryl trinitrate|griseofulvin|haloperidol|heparin sodium|hydrochlorothiazide|hydrocortisone|hydroxychloroquine|hydroxycarbamide|hyoscine butylbromide|ibuprofen|imatinib|insulin (soluble)|insulin glargine|intermediate-acting insulin|ipratropium bromide|isoniazid|isosorbide dinitrate|itraconazole|ivermectin|lactulose|lamotrigine|latanoprost|levetiracetam|levodopa + carbidopa|levofloxacin|levonorgestrel|levothyroxine|lidocaine|lisinopril|lithium carbonate|loperamide|loratadine|losartan|mebendazole|medroxyprogesterone acetate|mesalazine|metformin|methotrexate|methyldopa|metoclopramide|metoprolol|metronidazole|miconazole|midazolam|morphine|nifedipine|nitrofurantoin|nystatin|ofloxacin|olanzapine|omeprazole|ondansetron|oral rehydration salts|paracetamol|permethrin|phenobarbital|phenoxymethylpenicillin|phenytoin|phytomenadione|pilocarpine|praziquantel|prednisolone|progesterone|propranolol|propylthiouracil|pyrazinamide|pyridoxine|quetiapine|retinol|rifampicin|risperidone|rivaroxaban|salbutamol|salicylic acid|senna|sertraline|simvastatin|spironolactone|sulfamethoxazole + trimethoprim|sulfasalazine|tacrolimus|tamoxifen|tenofovir|terbinafine|tetracycline|thiamine|timolol|tiotropium|tramadol|tranexamic acid|trimethoprim|urea|valganciclovir|valproic acid|verapamil|warfarin|zinc sulfate';

const MOST = 6;

/** A name's words as they sound, so that French and English spellings meet: *acide folique* and *folic acid*. */
function wordsOf(text: string): string[] {
  const letters = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  const heard = (word: string) =>
    word.replace(/que$/, 'c').replace(/ph/g, 'f').replace(/th/g, 't').replace(/y/g, 'i').replace(/(.)\1/g, '$1').replace(/e$/, '');
  return (letters.match(/\p{L}+/gu) ?? []).map(heard);
}

/** Names that fit what is typed: each of its words begins one of theirs. Those that begin with it come first. */
export function findMedicines(typed: string): string[] {
  const wanted = wordsOf(typed);
  const [head] = wanted;
  if (head === undefined || typed.trim().length < 2) return [];
  const known = NAMES.split('|').map((name) => ({ name, own: wordsOf(name) }));
  const fit = known.filter(({ own }) => wanted.every((word) => own.some((one) => one.startsWith(word))));
  const first = fit.filter(({ own }) => own[0]?.startsWith(head));
  return [...first, ...fit.filter((one) => !first.includes(one))].slice(0, MOST).map(({ name }) => name);
}
