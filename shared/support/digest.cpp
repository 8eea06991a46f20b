#include "shared/support/digest.h"

#include <openssl/evp.h>

#include <stdexcept>

#include "shared/support/encoding.h"

namespace hookloop {
namespace {

// Looked up once: OpenSSL 3 walks its providers at every look-up by name, which costs as much as hashing 1 KiB.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA2-256", nullptr);
  return algorithm;
}

void must(int succeeded) {
  if (succeeded != 1) throw std::runtime_error("OpenSSL gives no SHA-256");
}

}  // namespace

struct Sha256::Context {
  Context() : evp(EVP_MD_CTX_new()) {}
  ~Context() { EVP_MD_CTX_free(evp); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  EVP_MD_CTX* evp;
  bool has_begun = false;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::add(std::string_view bytes) {
  if (!context_->has_begun) {
    must(EVP_DigestInit_ex2(context_->evp, sha256_algorithm(), nullptr));
    context_->has_begun = true;
  }
  must(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()));
}

std::string Sha256::finish() {
  add({});  // nothing may have come
  std::string digest(32, '\0');
  must(EVP_DigestFinal_ex(context_->evp, reinterpret_cast<unsigned char*>(digest.data()), nullptr));
  context_->has_begun = false;
  return digest;
}

std::string sha256(std::string_view bytes) {
  thread_local Sha256 digest;
  digest.add(bytes);
  return digest.finish();
}

std::string sha256_hex(std::string_view bytes) { return hex_encode(sha256(bytes)); }

}  // namespace hookloop
