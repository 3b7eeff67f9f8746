using Gateway.Core.Credentials;

namespace Gateway.Core.ApiKeys;

/// <summary>The key that the configuration declares.</summary>
public sealed class ApiKeyOptions
{
    public const string Section = "Gateway:Bootstrap";

    /// <summary>A management API key for automation: 32 visible ASCII characters or more, kept as digest. A changed value replaces the former at start. Null: at the
    /// first start one is generated and printed once.</summary>
    public string? ApiKey { get; set; }

    public IEnumerable<string> Refusals()
    {
        if (ApiKey is not null && ChosenSecret.Refuse($"{Section}:ApiKey", ApiKey) is { } refusal)
        {
            yield return refusal;
        }
    }
}
