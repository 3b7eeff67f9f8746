using Gateway.Core.Credentials;

namespace Gateway.Core.Directories;

/// <summary>One directory that the configuration declares, for the smallest set-up. It is found again by being the declared one, so a changed name renames it.</summary>
public sealed class DeclaredDirectoryOptions
{
    public const string Section = "Gateway:Bootstrap:Directory";

    /// <summary>Its name; null: nothing is declared.</summary>
    public string? Name { get; set; }

    /// <summary>Its SCIM token, at least 32 characters; a changed one replaces the former at start. Null: a generated one is printed once.</summary>
    public string? Token { get; set; }

    /// <summary>Its slug; null: one is made of the name.</summary>
    public string? Slug { get; set; }

    public IEnumerable<string> Refusals()
    {
        if (Name is null)
        {
            if (Token is not null || Slug is not null)
            {
                yield return $"{Section}:Name is missing: a declared directory needs a name.";
            }

            yield break;
        }

        if (string.IsNullOrWhiteSpace(Name) || Name.Length > DirectoryRegistry.MaximumNameLength || Name.Any(char.IsControl))
        {
            yield return $"{Section}:Name has 1 to {DirectoryRegistry.MaximumNameLength} characters, not only spaces and no control characters.";
        }

        if (Token is not null && ChosenSecret.Refuse($"{Section}:Token", Token) is { } token)
        {
            yield return token;
        }

        if (Slug is not null && DirectorySlug.Refuse(Slug) is { } slug)
        {
            yield return $"{Section}:Slug cannot be used. {slug}";
        }
    }
}
