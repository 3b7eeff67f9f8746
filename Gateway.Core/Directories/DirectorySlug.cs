using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Gateway.Core.Directories;

/// <summary>The name of a directory in its URL: lower-case letters, digits and single hyphens, 1 to 63 characters. Okta refuses an underscore in a base URL.</summary>
public static class DirectorySlug
{
    public const int MaximumLength = 63;
    private const int NameLength = 40;
    private const int SuffixLength = 6;
    private const string SuffixAlphabet = "23456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Null if the chosen slug may be used, or the sentence that says why not.</summary>
    public static string? Refuse(string slug) =>
        slug.Length is 0 or > MaximumLength || !slug.All(IsAllowed) || slug[0] == '-' || slug[^1] == '-'
            ? $"A slug has 1 to {MaximumLength} lower-case letters, digits and hyphens, and neither starts nor ends with a hyphen; for example acme-okta."
            : null;

    /// <summary>What can be read of a name, and a few random characters that keep equal names apart.</summary>
    public static string From(string name)
    {
        var slug = new StringBuilder(NameLength + SuffixLength + 1);
        foreach (var character in name.Normalize(NormalizationForm.FormKD))
        {
            var lower = char.ToLowerInvariant(character);
            if (char.IsAsciiLetterLower(lower) || char.IsAsciiDigit(lower))
            {
                slug.Append(lower);
            }
            else if (slug.Length > 0 && slug[^1] != '-' && CharUnicodeInfo.GetUnicodeCategory(character) != UnicodeCategory.NonSpacingMark)
            {
                slug.Append('-');
            }

            if (slug.Length == NameLength)
            {
                break;
            }
        }

        var readable = slug.ToString().Trim('-');
        var suffix = RandomNumberGenerator.GetString(SuffixAlphabet, SuffixLength);
        return readable.Length == 0 ? $"directory-{suffix}" : $"{readable}-{suffix}";
    }

    private static bool IsAllowed(char character) => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-';
}
