namespace Gateway.Contracts.Verification;

/// <summary>A delivery that must not be trusted. Answer it with 401.</summary>
public sealed class WebhookVerificationException : Exception
{
    /// <summary>A refusal for one reason.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="message">What is wrong, in one sentence that names neither secret nor body.</param>
    public WebhookVerificationException(VerificationFault fault, string message) : base(message) => Fault = fault;

    /// <summary>What is wrong.</summary>
    public VerificationFault Fault { get; }
}
