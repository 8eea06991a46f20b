// SHA-256 of bytes (FIPS 180-4), by OpenSSL.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace hookloop {

// Any thread.
std::string sha256(std::string_view bytes);      // 32 bytes
std::string sha256_hex(std::string_view bytes);  // 64 lower-case hexadecimal digits

// The same of bytes that come in pieces. One thread at a time.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  void add(std::string_view bytes);
  std::string finish();  // 32 bytes; ready for other bytes then

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace hookloop
