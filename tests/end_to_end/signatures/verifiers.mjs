// For each scheme: secrets as sender and receiver have them, and whether a receiver who holds one accepts a request. Each
// of the three libraries is the one that receivers of such webhooks are told to use; for Ed25519 there is none that
// verifies it, so Node's own cryptography does as the text of Standard Webhooks says.
import { createPublicKey, verify as verifyBytes } from "node:crypto";
import { verify as verifyGitHub } from "@octokit/webhooks-methods";
import { Webhook, WebhookVerificationError } from "standardwebhooks";
import Stripe from "stripe";

const TOLERANCE_SECONDS = 5 * 60;

// Only the refusal that a library documents is one; anything else is a failure of the test.
function accepts(refusal, verify) {
  try {
    verify();
    return true;
  } catch (error) {
    if (error instanceof refusal) return false;
    throw error;
  }
}

const acceptsStandard = (request, secret) =>
  accepts(WebhookVerificationError, () => new Webhook(secret).verify(request.body, request.headers));

const acceptsStripe = (request, secret) =>
  accepts(Stripe.errors.StripeSignatureVerificationError,
    () => Stripe.webhooks.constructEvent(request.body, request.headers["stripe-signature"], secret));

// With a rotation there is one header for each secret.
async function acceptsGitHub(request, secret) {
  for (const signature of request.headersDistinct["x-hub-signature-256"] ?? []) {
    if (await verifyGitHub(secret, request.body.toString(), signature)) return true;
  }
  return false;
}

// "v1a," and the base64 of the signature over "id.timestamp.body"; the time is of the last five minutes or the next.
function acceptsEd25519({ headers, body }, publicKey) {
  const at = Number(headers["webhook-timestamp"]);
  if (!(Math.abs(Date.now() / 1000 - at) <= TOLERANCE_SECONDS)) return false;
  const raw = Buffer.from(publicKey.slice("whpk_".length), "base64");
  const key = createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x: raw.toString("base64url") }, format: "jwk" });
  const signed = Buffer.concat([Buffer.from(`${headers["webhook-id"]}.${headers["webhook-timestamp"]}.`), body]);
  return (headers["webhook-signature"] ?? "").split(" ").some((word) => {
    const [version, signature] = word.split(",");
    return version === "v1a" && verifyBytes(null, signed, key, Buffer.from(signature, "base64"));
  });
}

const alike = (secret) => ({ sender: secret, receiver: secret });

export const schemes = [
  {
    name: "standard",
    accepts: acceptsStandard,
    secret: alike("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
    other: alike("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"),
    checksTime: { past: true, future: true },
  },
  {
    name: "standard-ed25519",
    accepts: acceptsEd25519,
    secret: {
      sender: "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
      receiver: "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=",
    },
    other: {  // the first key of RFC 8032, section 7.1
      sender: "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=",
      receiver: "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
    },
    checksTime: { past: true, future: true },
  },
  {
    name: "github",
    accepts: acceptsGitHub,
    secret: alike("It's a Secret to Everybody"),
    other: alike("It's another Secret"),
    checksTime: { past: false, future: false },  // it signs none
  },
  {
    name: "stripe",
    accepts: acceptsStripe,
    secret: alike("whsec_a text as it is, prefix included"),
    other: alike("whsec_another text"),
    checksTime: { past: true, future: false },  // its library looks for old ones only
  },
];
