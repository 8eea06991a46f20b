#include "shared/schema/signature_crypto.h"

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <array>
#include <memory>
#include <stdexcept>

namespace hookloop {
namespace {

struct Free {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
template <typename Object>
using Owned = std::unique_ptr<Object, Free>;

const unsigned char* in(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
unsigned char* out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

[[noreturn]] void fail(const char* what) { throw std::runtime_error(std::string("OpenSSL gives no ") + what); }

Owned<EVP_MAC_CTX> new_hmac_context() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Owned<EVP_MAC_CTX> made(algorithm == nullptr ? nullptr : EVP_MAC_CTX_new(algorithm));
  std::array<char, 7> digest{"SHA256"};
  const std::array<OSSL_PARAM, 2> parameters{OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                             OSSL_PARAM_construct_end()};
  if (!made || EVP_MAC_CTX_set_params(made.get(), parameters.data()) != 1) fail("HMAC-SHA256");
  return made;
}

// A context that is ready for a message under `key`. Looking an algorithm up by its name walks OpenSSL's providers and
// costs more than the HMAC of 1 KiB, and taking a key in costs as much as two blocks of message: each thread keeps a
// context, and the key that it has taken in, which is the same for one delivery of a webhook after the other.
EVP_MAC_CTX* begin_hmac(std::string_view key) {
  thread_local const Owned<EVP_MAC_CTX> context = new_hmac_context();
  thread_local std::string taken_in;
  const bool is_same = key == taken_in;  // no key is empty
  if (EVP_MAC_init(context.get(), is_same ? nullptr : in(key), is_same ? 0 : key.size(), nullptr) != 1) {
    taken_in.clear();
    fail("HMAC-SHA256");
  }
  if (!is_same) taken_in = key;
  return context.get();
}

Owned<EVP_PKEY> private_key(std::string_view seed) {
  if (seed.size() != kEd25519KeyBytes) throw std::invalid_argument("an Ed25519 seed has 32 bytes");
  Owned<EVP_PKEY> key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, in(seed), seed.size()));
  if (!key) fail("Ed25519");
  return key;
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::initializer_list<std::string_view> pieces) {
  // RFC 2104 fills a key up with zeros, so one zero is the empty key; OpenSSL takes a key of no bytes for no key at
  // all.
  static constexpr std::string_view kEmptyKey("\0", 1);
  if (key.empty()) key = kEmptyKey;
  EVP_MAC_CTX* const context = begin_hmac(key);
  for (const std::string_view piece : pieces) {
    if (EVP_MAC_update(context, in(piece), piece.size()) != 1) fail("HMAC-SHA256");
  }
  std::string code(kHmacBytes, '\0');
  std::size_t size = 0;
  if (EVP_MAC_final(context, out(code), &size, code.size()) != 1 || size != code.size()) fail("HMAC-SHA256");
  return code;
}

std::string ed25519_public_key(std::string_view seed) {
  std::string bytes(kEd25519KeyBytes, '\0');
  std::size_t size = bytes.size();
  if (EVP_PKEY_get_raw_public_key(private_key(seed).get(), out(bytes), &size) != 1) fail("Ed25519");
  return bytes;
}

std::string ed25519_sign(std::string_view seed, std::string_view message) {
  const Owned<EVP_PKEY> key = private_key(seed);
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  std::string signature(kEd25519SignatureBytes, '\0');
  std::size_t size = signature.size();
  if (!context || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
      EVP_DigestSign(context.get(), out(signature), &size, in(message), message.size()) != 1) {
    fail("Ed25519");
  }
  return signature;
}

bool ed25519_verify(std::string_view public_key, std::string_view message, std::string_view signature) {
  if (public_key.size() != kEd25519KeyBytes || signature.size() != kEd25519SignatureBytes) return false;
  // A signature that is not right leaves errors in the thread's queue, where a TLS connection would find them.
  ERR_set_mark();
  const Owned<EVP_PKEY> key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, in(public_key), public_key.size()));
  const Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const bool ready = key && context && EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1;
  const bool right =
      ready && EVP_DigestVerify(context.get(), in(signature), signature.size(), in(message), message.size()) == 1;
  ERR_pop_to_mark();
  if (!ready) fail("Ed25519");
  return right;
}

}  // namespace hookloop
