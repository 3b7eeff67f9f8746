using System.Security.Cryptography;
using Gateway.Core.Storage;
using Microsoft.AspNetCore.DataProtection;

namespace Gateway.Core.Webhooks;

/// <summary>Notices at start that this process has other Data Protection keys than the one that wrote the database's secrets.</summary>
public sealed class DataProtectionCanary(Database database, IDataProtectionProvider provider, string keys)
{
    private const string Song = "gateway";
    private readonly IDataProtector protector = provider.CreateProtector("Gateway.Canary");

    /// <summary>Call after the migrations and before the first request. Throws <see cref="StorageException"/> with one sentence.</summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        string mine;
        await using (await LockAsync(cancellationToken)) // Two that start at once in one folder make one key.
        {
            mine = protector.Protect(Song);
        }

        var batch = new WriteBatch();
        batch.Add("INSERT INTO data_protection (id, canary) VALUES (1, @mine) ON CONFLICT (id) DO NOTHING", ("mine", mine));
        var stored = batch.Query("SELECT canary FROM data_protection WHERE id = 1", reader => reader.GetString(0));
        await database.WriteAsync(batch, cancellationToken);
        try
        {
            if (protector.Unprotect(stored.Rows[0]) == Song)
            {
                return;
            }
        }
        catch (CryptographicException exception)
        {
            throw new StorageException(Sentence, exception);
        }

        throw new StorageException(Sentence);
    }

    private string Sentence =>
        $"The secrets in the database were encrypted with other keys than those in {keys}: every process needs the same keys folder (Gateway:Storage:Path), and a restored database needs the keys that belong to it.";

    private async Task<FileStream> LockAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return new FileStream(Path.Combine(keys, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (tries < 200)
            {
                await Task.Delay(50, cancellationToken);
            }
        }
    }
}
