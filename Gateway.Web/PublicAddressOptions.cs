namespace Gateway.Web;

/// <summary>Where the gateway is reached.</summary>
public sealed class PublicAddressOptions
{
    public const string Section = "Gateway";

    /// <summary>An absolute http or https URL without query; null: the address of the request.</summary>
    public string? PublicUrl { get; set; }

    internal bool IsValid() =>
        PublicUrl is null || (Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.Query.Length == 0 && url.Fragment.Length == 0);
}
