using System.ComponentModel.DataAnnotations;

namespace Gateway.Web.Scim;

/// <summary>How much SCIM the gateway takes at once.</summary>
public sealed class ScimOptions
{
    public const string Section = "Gateway:Scim";

    public ScimRateLimitOptions RateLimit { get; set; } = new();
}

/// <summary>Per directory; what goes beyond is answered 429 with <c>Retry-After</c>, which Okta honours.</summary>
public sealed class ScimRateLimitOptions
{
    public bool Enabled { get; set; } = true;

    /// <summary>Requests per second, and as many at once.</summary>
    [Range(1, 100_000)]
    public int RequestsPerSecond { get; set; } = 200;
}
