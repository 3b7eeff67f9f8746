using Microsoft.AspNetCore.DataProtection;

namespace Gateway.Core.Webhooks;

/// <summary>Signing secrets as they lie in the database: encrypted with keys that are kept outside of it.</summary>
public sealed class SubscriberSecrets(IDataProtectionProvider provider)
{
    private readonly IDataProtector protector = provider.CreateProtector("Gateway.Webhooks.SubscriberSecret");

    public string Protect(string secret) => protector.Protect(secret);

    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> if the keys are not those it was written with.</summary>
    public string Unprotect(string ciphertext) => protector.Unprotect(ciphertext);
}
