namespace Gateway.Core.Directories;

/// <summary>Why something about a directory was refused.</summary>
/// <param name="Kind">What it comes to.</param>
/// <param name="Detail">One sentence that says what to do.</param>
public sealed record DirectoryError(DirectoryErrorKind Kind, string Detail)
{
    public static readonly DirectoryError NotFound = new(DirectoryErrorKind.DirectoryNotFound, "There is no such directory: list them with GET /api/v1/directories.");

    public static readonly DirectoryError TokenNotFound = new(DirectoryErrorKind.TokenNotFound, "This directory has no such token: list its tokens with GET /api/v1/directories/{id}/tokens.");

    public static readonly DirectoryError TokenLimit = new(
        DirectoryErrorKind.TokenLimit, "A directory has at most two tokens: remove one, or renew one in place, which keeps its former secret valid for a while.");

    public static readonly DirectoryError Busy = new(DirectoryErrorKind.Busy, "The directory is being changed by others at this moment: repeat the request.");

    public static DirectoryError SlugTaken(string slug) => new(DirectoryErrorKind.SlugTaken, $"The slug {slug} belongs to another directory: choose a different one.");

    public static DirectoryError Invalid(string detail) => new(DirectoryErrorKind.Invalid, detail);
}

public enum DirectoryErrorKind
{
    DirectoryNotFound,
    TokenNotFound,
    TokenLimit,
    SlugTaken,
    Busy,
    Invalid,
}
