using System.Text.Json;

namespace Gateway.Contracts.Events;

/// <summary>One attribute before and after.</summary>
public sealed record AttributeChange
{
    /// <summary>The value before, as JSON; null if there was none.</summary>
    public JsonElement? From { get; init; }

    /// <summary>The value now, as JSON; null if there is none.</summary>
    public JsonElement? To { get; init; }
}
