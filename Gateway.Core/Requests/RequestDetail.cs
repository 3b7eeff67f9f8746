using System.Text.RegularExpressions;

namespace Gateway.Core.Requests;

/// <summary>Takes out of an error's sentence what it quotes of the request.</summary>
public static partial class RequestDetail
{
    private const int MaximumLength = 500;

    /// <summary>What stands between the first and the last quotation mark goes, and so does whatever looks like an e-mail address.</summary>
    public static string? Redact(string? detail)
    {
        if (detail is null)
        {
            return null;
        }

        var plain = Address().Replace(Quoted().Replace(detail, "\"…\""), "…");
        return plain.Length > MaximumLength ? plain[..MaximumLength] + "…" : plain;
    }

    [GeneratedRegex("\".*\"", RegexOptions.Singleline)]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\S*@\S*")]
    private static partial Regex Address();
}
