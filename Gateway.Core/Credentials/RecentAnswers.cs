using System.Collections.Concurrent;

namespace Gateway.Core.Credentials;

/// <summary>What the database recently said about a secret, believed for so short a time that a revocation holds within a second in every process.
/// Bounded: when it is full it forgets everything, which costs look-ups, never correctness.</summary>
internal sealed class RecentAnswers<T>(TimeProvider time) where T : class
{
    /// <summary>How long an answer is believed, counted from before the question was asked.</summary>
    public static readonly TimeSpan Believed = TimeSpan.FromMilliseconds(500);

    private const int Bound = 8192;

    // Apart, so that a flood of wrong secrets does not push the right ones out.
    private readonly Side accepted = new();
    private readonly Side refused = new();

    /// <summary>True if an answer is at hand; it is null for a refusal.</summary>
    public bool TryGet(SecretDigest digest, out T? answer) => accepted.TryGet(digest, time, out answer) || refused.TryGet(digest, time, out answer);

    /// <param name="digest">Of the secret.</param>
    /// <param name="answer">Null: it opens nothing.</param>
    /// <param name="askedAt">The timestamp of the clock before the database was asked.</param>
    public void Set(SecretDigest digest, T? answer, long askedAt) => (answer is null ? refused : accepted).Set(digest, answer, askedAt);

    public void Clear()
    {
        accepted.Clear();
        refused.Clear();
    }

    private sealed class Side
    {
        private readonly ConcurrentDictionary<SecretDigest, (T? Answer, long AskedAt)> answers = new();
        private int count;

        public bool TryGet(SecretDigest digest, TimeProvider time, out T? answer)
        {
            if (answers.TryGetValue(digest, out var known) && time.GetElapsedTime(known.AskedAt) < Believed)
            {
                answer = known.Answer;
                return true;
            }

            answer = null;
            return false;
        }

        public void Set(SecretDigest digest, T? answer, long askedAt)
        {
            if (!answers.TryAdd(digest, (answer, askedAt)))
            {
                answers[digest] = (answer, askedAt);
            }
            else if (Interlocked.Increment(ref count) > Bound)
            {
                Clear();
            }
        }

        public void Clear()
        {
            answers.Clear();
            Interlocked.Exchange(ref count, 0);
        }
    }
}
