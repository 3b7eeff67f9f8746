namespace Gateway.Core.Storage;

/// <summary>The folder of the SQLite file and the Data Protection keys.</summary>
public static class StorageFolder
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Creates the folder with owner-only rights and makes sure that files can be written into it.</summary>
    public static string Create(string path)
    {
        var folder = Path.GetFullPath(path);
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else
            {
                Directory.CreateDirectory(folder, OwnerOnly);
            }

            var probe = Path.Combine(folder, $".write-{Environment.ProcessId}");
            File.WriteAllText(probe, "");
            File.Delete(probe);
            return folder;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StorageException($"The folder {folder} (Gateway:Storage:Path) cannot be written: {exception.Message}", exception);
        }
    }

    /// <summary>Holds the folder for this process; SQLite serves one gateway at a time.</summary>
    internal static FileStream Lock(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception)
        {
            throw new StorageException(
                $"Another gateway process is using {Path.GetDirectoryName(path)}: stop it, choose another Gateway:Storage:Path, or use PostgreSQL (ConnectionStrings:Gateway) for several processes.", exception);
        }
    }
}
