namespace Gateway.Contracts.Verification;

/// <summary>What is wrong with a delivery.</summary>
public enum VerificationFault
{
    /// <summary>A header of <see cref="WebhookHeaders"/> is absent or empty: the request does not come from the gateway, or a proxy removed it.</summary>
    MissingHeader = 1,

    /// <summary>The timestamp is not a number of seconds.</summary>
    MalformedTimestamp = 2,

    /// <summary>Sent longer ago than the tolerance: a recorded delivery that someone plays again, or a clock that is wrong.</summary>
    TooOld = 3,

    /// <summary>Sent further in the future than the tolerance: a clock is wrong.</summary>
    TooNew = 4,

    /// <summary>No signature fits: another secret, or a body that was changed on its way or parsed and written again before it was verified.</summary>
    NoMatchingSignature = 5,
}
