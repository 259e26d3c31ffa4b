/**
 * Texts of an instance whose user speaks French. What the platform puts in stays as it is: names, sys_ids, labels, line
 * breaks. The wordings are ours; only that texts follow the user's language is known.
 */
const texts: readonly (readonly [english: RegExp, french: string])[] = [
  [/^Operation Failed$/, "Échec de l'opération"],
  [/^No Record found$/, "Aucun enregistrement trouvé"],
  [/^Record doesn't exist or ACL restricts.*$/, "L'enregistrement n'existe pas ou une ACL en limite l'accès"],
  [/^Invalid table (.*)$/, "Table non valide $1"],
  [/^User Not Authorized$/, "Utilisateur non autorisé"],
  [/^User is not authenticated$/, "L'utilisateur n'est pas authentifié"],
  [/^Required to provide Auth information$/, "Les informations d'authentification sont requises"],
  [/^Failed API level ACL Validation$/, "Échec de la validation ACL au niveau de l'API"],
  [
    /ACL Exception Insert Failed due to security constraints/,
    "Exception ACL : échec de l'insertion en raison de contraintes de sécurité",
  ],
  [
    /ACL Exception Update Failed due to security constraints/,
    "Exception ACL : échec de la mise à jour en raison de contraintes de sécurité",
  ],
  [
    /ACL Exception Delete Failed due to security constraints/,
    "Exception ACL : échec de la suppression en raison de contraintes de sécurité",
  ],
  [
    /Data Policy Exception: \n\tThe following fields are mandatory: /,
    "Exception de politique de données : \n\tLes champs suivants sont obligatoires : ",
  ],
  [
    /Operation against file '([^']*)' was aborted by Business Rule '([^']*)'\. Business Rule Stack:/,
    "L'opération sur le fichier '$1' a été abandonnée par la règle métier '$2'. Pile de règles métier :",
  ],
  [
    /Transaction cancelled: maximum execution time exceeded/,
    "Transaction annulée : temps d'exécution maximal dépassé",
  ],
  [/^Exception while reading request$/, "Exception lors de la lecture de la requête"],
  [/^Target record not found/, "Enregistrement cible introuvable"],
  [/^Row transform ignored by (.*) script$/, "Transformation de la ligne ignorée par le script $1"],
];

/** A text that has no translation stays English, as on a real instance. */
export function inFrench(english: string): string {
  return texts.reduce((text, [pattern, french]) => text.replace(pattern, french), english);
}
