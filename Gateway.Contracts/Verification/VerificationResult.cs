namespace Gateway.Contracts.Verification;

/// <summary>Whether a delivery is genuine, and if not, why.</summary>
public readonly record struct VerificationResult
{
    private readonly bool genuine;

    private VerificationResult(bool genuine, VerificationFault? fault, string? reason)
    {
        this.genuine = genuine;
        Fault = fault;
        Reason = reason;
    }

    /// <summary>The gateway sent it, lately, and nothing was changed on the way.</summary>
    public bool IsValid => genuine;

    /// <summary>What is wrong; null if nothing is.</summary>
    public VerificationFault? Fault { get; }

    /// <summary>What is wrong, in one sentence for a log; it names neither secret nor body. Null if nothing is.</summary>
    public string? Reason { get; }

    internal static VerificationResult Valid { get; } = new(true, null, null);

    /// <summary>Does nothing for a genuine delivery.</summary>
    /// <exception cref="WebhookVerificationException">It is not genuine.</exception>
    public void ThrowIfInvalid()
    {
        if (!IsValid)
        {
            throw new WebhookVerificationException(Fault ?? VerificationFault.NoMatchingSignature, Reason ?? "Nothing was verified.");
        }
    }

    internal static VerificationResult Refused(VerificationFault fault, string reason) => new(false, fault, reason);
}
