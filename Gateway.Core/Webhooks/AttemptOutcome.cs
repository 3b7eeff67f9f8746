namespace Gateway.Core.Webhooks;

/// <summary>What one HTTP request for a delivery came to; a closed list.</summary>
public abstract record AttemptOutcome
{
    private AttemptOutcome(string name, string? reason, int? status)
    {
        Name = name;
        Reason = reason;
        Status = status;
    }

    /// <summary>As stored and shown.</summary>
    public string Name { get; }

    /// <summary>One sentence for an operator; null on success. It names neither addresses nor secrets.</summary>
    public string? Reason { get; }

    /// <summary>The answer's status, if there was one.</summary>
    public int? Status { get; }

    /// <summary>Whether it says something about the subscriber; what is the gateway's own fault never counts against it.</summary>
    public virtual bool IsSubscribersFault => true;

    /// <summary>The beginning of the answer, if it was kept.</summary>
    public string? Answer { get; init; }

    /// <summary>2xx.</summary>
    public sealed record Accepted(int Code) : AttemptOutcome("accepted", null, Code)
    {
        private static readonly Accepted Ok = new(200);
        private static readonly Accepted NoContent = new(204);

        public override bool IsSubscribersFault => false;

        public static Accepted With(int code) => code switch { 200 => Ok, 204 => NoContent, _ => new Accepted(code) };
    }

    /// <summary>410: it wants no more. Disables the subscriber.</summary>
    public sealed record Gone() : AttemptOutcome("gone", "The subscriber answered 410 Gone.", 410);

    /// <summary>Any other status, redirects included, with how long it asked to be left alone.</summary>
    public sealed record Refused(int Code, TimeSpan? RetryAfter, string Why) : AttemptOutcome("refused", Why, Code);

    /// <summary>No complete answer: refused or broken connection, TLS failure, timeout, unreadable answer.</summary>
    public sealed record Failed(string Why) : AttemptOutcome("failed", Why, null);

    /// <summary>The address guard let no address of the host pass.</summary>
    public sealed record Forbidden(string Why) : AttemptOutcome("forbidden", Why, null)
    {
        public override bool IsSubscribersFault => false;
    }

    /// <summary>The gateway could not even try: name resolution down, no route, its own error.</summary>
    public sealed record Unable(string Why) : AttemptOutcome("unable", Why, null)
    {
        public override bool IsSubscribersFault => false;
    }
}
