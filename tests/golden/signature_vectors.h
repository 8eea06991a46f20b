// Published and recomputed signatures: what a standard's own libraries make of these secrets and bodies. A change here
// is a change of the wire.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "shared/schema/signature.h"

namespace hookloop::golden {

struct SignatureVector {
  std::string_view name;
  SignatureScheme scheme;
  std::string_view secret;        // to sign with
  std::string_view verification;  // to verify with
  std::string_view id;
  std::int64_t timestamp;
  std::string_view body;
  std::string_view signature;  // the header's value; of stripe what stands behind "v1="
};

inline constexpr std::array kSignatures{
    SignatureVector{"standard reference 1", SignatureScheme::standard, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                    R"({"test": 2432232314})", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
    SignatureVector{"standard reference 2", SignatureScheme::standard, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
                    "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk", 1649367553,
                    R"({"email":"test@example.com","username":"test_user"})",
                    "v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw="},
    SignatureVector{"standard-ed25519 reference 1", SignatureScheme::standard_ed25519,
                    "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kvg==",
                    "whpk_1SiA4o9hyqTCpIqC5V9HUakiiaeACeqfZTInDBbOir4=", "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                    R"({"test": 2432232314})",
                    "v1a,hnO3f9T8Ytu9HwrXslvumlUpqtNVqkhqw/enGzPCXe5BdqzCInXqYXFymVJaA7AZdpXwVLPo3mNl8EM+m7TBAg=="},
    SignatureVector{"github documented", SignatureScheme::github, "It's a Secret to Everybody",
                    "It's a Secret to Everybody", "", 0, "Hello, World!",
                    "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"},
    SignatureVector{"github empty body", SignatureScheme::github, "It's a Secret to Everybody",
                    "It's a Secret to Everybody", "", 0, "",
                    "sha256=66a0c074deaa0f489ead6537e0d32f9a344b90bbeda705b6ed45ecd3b413fb40"},
    SignatureVector{"stripe whole secret is the key", SignatureScheme::stripe, "whsec_test_secret", "whsec_test_secret",
                    "", 1614265330, R"({"test": 2432232314})",
                    "10c96c6fd3f320fcfc264cdc4f476c15060ede8e8a08404cea2ddf3b72544a9c"},
    SignatureVector{"stripe rotation, old key", SignatureScheme::stripe, "whsec_test_primary_32_byte_key_material",
                    "whsec_test_primary_32_byte_key_material", "", 1700000000, R"({"id":"evt_1","ok":true})",
                    "4baa0848f825cb0ac3bb399a74627fed469f817c39cce6dc8c379ee6bbe24675"},
    SignatureVector{"stripe rotation, new key", SignatureScheme::stripe, "whsec_test_rotation_32_byte_key_material",
                    "whsec_test_rotation_32_byte_key_material", "", 1700000000, R"({"id":"evt_1","ok":true})",
                    "057fa4b1965bdd9651e016d75b9d59ef33f8309cfb57427836eb0c1963a14103"},
};

// What must not verify, and why: made for "standard reference 1" from its secret, misread.
struct MisreadSecretVector {
  std::string_view name;
  std::string_view signature;
};
inline constexpr std::array kMisreadSecrets{
    MisreadSecretVector{"whole prefixed secret used as the key", "v1,TcxlhK9b6UD6iVI1ZU2tTqp8PEVfYRseNNfa6b+LcUg="},
    MisreadSecretVector{"base64 text after the prefix used undecoded",
                        "v1,ELhqG0Ku1gwOc1f4jyKdp3SFGFLAOdJ9bvpWLciCakI="},
};

}  // namespace hookloop::golden
