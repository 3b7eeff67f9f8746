namespace Gateway.Core.Scim.Filters;

/// <summary>What an attribute is compared with.</summary>
public abstract record FilterValue
{
    private FilterValue()
    {
    }

    /// <summary>As it was written; compared folded unless the attribute is caseExact.</summary>
    public sealed record Text(string Value) : FilterValue;

    public sealed record Number(double Value) : FilterValue;

    public sealed record Boolean(bool Value) : FilterValue;

    /// <summary>For attributes of type dateTime; in microseconds, as the databases keep moments.</summary>
    public sealed record Instant(DateTimeOffset At) : FilterValue;

    /// <summary>Only with eq (there is no value) and ne (there is one).</summary>
    public sealed record Null : FilterValue;
}
