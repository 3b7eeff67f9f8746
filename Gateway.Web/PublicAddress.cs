using Microsoft.Extensions.Options;

namespace Gateway.Web;

/// <summary>The address that Okta and people use, as it goes into every URL that is shown: <c>Gateway:PublicUrl</c>, else the one that was asked.</summary>
public sealed class PublicAddress(IOptions<PublicAddressOptions> options)
{
    private readonly string? configured = options.Value.PublicUrl?.TrimEnd('/');

    /// <summary>Without a trailing slash.</summary>
    public string Of(HttpRequest request) => configured ?? $"{request.Scheme}://{request.Host.Value}";
}
