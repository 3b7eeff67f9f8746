namespace Gateway.Core.Credentials;

/// <summary>A secret that the configuration declares instead of a generated one.</summary>
public static class ChosenSecret
{
    public const int MinimumLength = 32;
    public const int MaximumLength = 512;

    /// <summary>Null if it may be used, or the sentence that says why not. It travels in an HTTP header, so it is visible ASCII.</summary>
    public static string? Refuse(string key, string secret) =>
        secret.Length is < MinimumLength or > MaximumLength
            ? $"{key} has {secret.Length} characters: use {MinimumLength} to {MaximumLength}, for example the output of `openssl rand -hex 32`."
            : secret.Any(character => character is <= ' ' or > '~')
                ? $"{key} contains a space or a character outside ASCII, which cannot travel in an Authorization header: use letters, digits and punctuation."
                : null;
}
