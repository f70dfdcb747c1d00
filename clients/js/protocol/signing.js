/** Signed files: a body, and behind it its signature block (3-batches.md, "Signatures"). */
import { createPrivateKey, createPublicKey, sign as signEd25519, verify as verifyEd25519 } from 'node:crypto';
import { demand, join, same, sha256, u8, unhex } from './bytes.js';

const SIGNATURE_BYTES = 8 + 64;
const PUBLIC_DER = unhex('302a300506032b6570032100');
const PRIVATE_DER = unhex('302e020100300506032b657004220420');

/** A file's name in the log and in the index. */
export const identityOf = (body) => sha256(body);

export const keyIdOf = (publicKey) => sha256(publicKey).subarray(0, 8);

/**
 * The body of a file that has exactly `count` signatures for `kind`, each by another one of `signers`; nothing of it is
 * decoded before all of them hold.
 * @returns {{body: Buffer, identity: Buffer, by: Array}} with the signers, whose dates are the caller's to judge.
 */
export function opened(file, kind, count, signers) {
  const { body, signatures } = split(file, count);
  const identity = identityOf(body);
  const by = signatures.map(({ keyId, signature }) => signerOf(kind, identity, keyId, signature, signers));
  demand(new Set(by.map((key) => key.id.toString('hex'))).size === count, 'two signatures by one key');
  return { body, identity, by };
}

/** The one of `signers` who signed `identity` for `kind`. */
export function signerOf(kind, identity, keyId, signature, signers) {
  const signer = signers.find((key) => same(key.id, keyId));
  demand(signer, `no listed key of kind ${kind} signed it`);
  demand(holds(kind, identity, signer.publicKey, signature), `a signature that is not for ${kind}`);
  return signer;
}

/** Whether `signature` is over this identity, for this kind. */
export function holds(kind, identity, publicKey, signature) {
  const key = createPublicKey({ key: join(PUBLIC_DER, publicKey), format: 'der', type: 'spki' });
  return verifyEd25519(null, signed(kind, identity), key, signature);
}

/** A file: the body with one signature for `kind` by each of these 32-byte private keys. */
export function sealedFile(body, kind, privateKeys) {
  const block = privateKeys.flatMap((key) => [keyIdOf(publicKeyOf(key)), signature(kind, identityOf(body), key)]);
  return join(body, u8(privateKeys.length), ...block);
}

export function signature(kind, identity, privateKey) {
  return signEd25519(null, signed(kind, identity), privateKeyOf(privateKey));
}

export function publicKeyOf(privateKey) {
  return createPublicKey(privateKeyOf(privateKey)).export({ format: 'der', type: 'spki' }).subarray(-32);
}

/** Where the block stands follows from how many signatures there are; the number is never read from the file. */
function split(file, count) {
  const start = file.length - 1 - count * SIGNATURE_BYTES;
  demand(start >= 0 && file[start] === count, `not ${count} signatures`);
  const signatures = [];
  for (let at = start + 1; at < file.length; at += SIGNATURE_BYTES) {
    signatures.push({ keyId: file.subarray(at, at + 8), signature: file.subarray(at + 8, at + SIGNATURE_BYTES) });
  }
  return { body: file.subarray(0, start), signatures };
}

const signed = (kind, identity) => join(`bluezone/${kind}/1`, u8(0), identity);

const privateKeyOf = (bytes) => createPrivateKey({ key: join(PRIVATE_DER, bytes), format: 'der', type: 'pkcs8' });
